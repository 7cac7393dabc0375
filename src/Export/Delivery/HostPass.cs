using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Delivery;

/// <summary>The right to send requests to a host, until <see cref="HostLoad.Leave"/>.</summary>
/// <param name="Owner">Who has chosen the destination.</param>
/// <param name="IsProbe">Whether it is the one request that asks a host that has failed.</param>
/// <param name="IsSingle">Whether it is the right to one request, because the destination has not had a request accepted.</param>
internal readonly record struct HostPass(EndpointOwner Owner, bool IsProbe, bool IsSingle);
