using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TracedLlm.Testing.Backends;

/// <summary>A request as a backend's rules read it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body as sent.</param>
internal sealed record BackendCall(string Method, string Path, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header; empty if it is absent.</summary>
    public string Header(string name) => Headers.TryGetValue(name, out StringValues values) ? values.ToString() : "";

    /// <summary>The bearer token of the authorization; empty if there is none.</summary>
    public string Bearer => Header("authorization") is var value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        ? value["Bearer ".Length..]
        : "";
}
