using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tenants;

/// <summary>What endpoints differ in. It is a type of this assembly, and not a tuple, so that code over it is compiled ahead of time.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Vars">The values of the key, the team or the request.</param>
internal readonly record struct TenantEndpointKey(BackendFacts Backend, CallbackVars Vars);
