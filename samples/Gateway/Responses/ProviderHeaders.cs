using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's headers as LiteLLM shows them to callers: <c>llm_provider-</c> and the header's name.</summary>
internal static class ProviderHeaders
{
    public const string Prefix = "llm_provider-";

    /// <summary>Those that name the operator's account or an address at the provider, and one that counts another body.</summary>
    private static readonly FrozenSet<string> NotShown = new[] { "content-length", "openai-organization", "openai-project", "anthropic-organization-id" }
        .Concat(AnswerAddresses.Headers)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies the headers. One that belongs to a connection, to the provider's site or to the operator's account is left out, and one that has the gateway's key.</summary>
    public static void Copy(ProviderAnswer answer, IHeaderDictionary headers)
    {
        foreach (var (name, values) in PassThroughHeaders.FromProvider(answer.Response))
        {
            if (!NotShown.Contains(name) && !values.Any(value => value is not null && KeyRing.HoldsKey(value, answer.Deployment.ApiKey)))
            {
                headers[Prefix + name.ToLowerInvariant()] = values;
            }
        }
    }
}
