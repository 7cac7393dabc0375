using System.Reflection;
using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's headers of a response besides those that TracedLlm writes.</summary>
internal static class GatewayHeaders
{
    public const string Version = "x-litellm-version";
    public const string ModelId = "x-litellm-model-id";
    public const string ModelGroup = "x-litellm-model-group";
    public const string ModelApiBase = "x-litellm-model-api-base";

    /// <summary>The gateway's own version.</summary>
    public static readonly string GatewayVersion =
        typeof(GatewayHeaders).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The headers that a page may read if it sends credentials: <c>*</c> stands for no header then.</summary>
    public static readonly string[] Readable =
    [
        Version, ModelId, ModelGroup, ModelApiBase,
        "x-litellm-call-id", "x-litellm-attempted-retries", "x-litellm-max-retries", "x-litellm-attempted-fallbacks", "x-litellm-max-fallbacks",
        "x-litellm-response-duration-ms", "x-litellm-overhead-duration-ms", "x-litellm-response-cost",
        "request-id", "x-request-id", "retry-after", "retry-after-ms", RetryAdvice.ShouldRetry,
    ];

    // The callback takes the context as its state, so that a registration allocates nothing.
    private static readonly Func<object, Task> WriteVersion = static state =>
    {
        ((HttpContext)state).Response.Headers[Version] = GatewayVersion;
        return Task.CompletedTask;
    };

    /// <summary>Writes the version when the response starts, also that of an error.</summary>
    public static void Register(HttpContext http) => http.Response.OnStarting(WriteVersion, http);

    /// <summary>States the model name that answers, for a response of the gateway itself: an error, or an answer of the cache.</summary>
    public static void SetGroup(HttpContext http, string group) => http.Response.Headers[ModelGroup] = Encode(group);

    /// <summary>States the deployment that answers.</summary>
    public static void SetDeployment(HttpContext http, Deployment deployment, bool withAddress)
    {
        var headers = http.Response.Headers;
        headers[ModelId] = Encode(deployment.Id);
        headers[ModelGroup] = Encode(deployment.ModelGroup);
        if (withAddress && DeploymentInfo.AddressOf(deployment) is { } address)
        {
            headers[ModelApiBase] = address;
        }
    }

    // A header holds printable ASCII only; names of models may be in any language.
    private static string Encode(string text) =>
        Ascii.IsValid(text) && !text.Any(char.IsControl) ? text
        : string.Concat(text.EnumerateRunes().Select(static rune => rune.IsAscii && !Rune.IsControl(rune) ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
}
