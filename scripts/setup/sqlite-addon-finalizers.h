// Declares what the npm package node-api-headers leaves out of its experimental Node-API. With it node-addon-api lets an object's
// destructor run after a garbage collection; without it the destructor runs inside one, and Electron 33 ends the process for that.
#include <js_native_api.h>
#define NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER
extern "C" NAPI_EXTERN napi_status NAPI_CDECL node_api_post_finalizer(node_api_basic_env env, napi_finalize finalize_cb,
                                                                      void *finalize_data, void *finalize_hint);
