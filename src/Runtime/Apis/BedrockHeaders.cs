using System.Globalization;
using System.Net.Http.Headers;

namespace TracedLlm.Apis;

/// <summary>
/// The headers in which Bedrock counts the tokens of a model, whatever the form of its response
/// (https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-count-tokens.html). The input excludes the tokens of the cache.
/// </summary>
internal static class BedrockHeaders
{
    private const string Prefix = "x-amzn-bedrock-";

    /// <summary>The counts; <see langword="null"/> if the headers have none.</summary>
    public static TokenUsage? Read(HttpHeaders headers)
    {
        var all = headers.NonValidated;
        var usage = new TokenUsage
        {
            Input = Count(all, Prefix + "input-token-count"),
            Output = Count(all, Prefix + "output-token-count"),
        };
        if (usage.Input is null && usage.Output is null)
        {
            return null;
        }

        usage.CacheRead = Count(all, Prefix + "cache-read-input-token-count");
        usage.CacheCreation = Count(all, Prefix + "cache-write-input-token-count");
        return usage;
    }

    private static long? Count(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
}
