/** Words of the grid, the viewer and the transfers (features/grid, viewer, transfers). */
export const photos = {
  grid: {},
  viewer: {},
  transfers: {},
};
