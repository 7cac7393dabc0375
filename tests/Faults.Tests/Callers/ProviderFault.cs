using Microsoft.AspNetCore.Http;

namespace TracedLlm.Faults.Tests.Callers;

/// <summary>An answer of a provider that breaks in its body.</summary>
/// <param name="Name">What breaks.</param>
/// <param name="Write">Writes the answer.</param>
internal sealed record ProviderFault(string Name, Func<HttpContext, CancellationToken, Task> Write)
{
    public override string ToString() => Name;
}
