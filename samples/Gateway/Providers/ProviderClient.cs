using System.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>Calls providers over HTTP.</summary>
internal sealed partial class ProviderClient(IHttpClientFactory clients, GatewayConfiguration configuration)
{
    public const string HttpClientName = "providers";
    public const string SimulatedClientName = "simulated";

    private const string AnthropicVersion = "2023-06-01";

    /// <summary>The only headers of a caller that a provider sees.</summary>
    private static readonly string[] ForwardedHeaders = ["anthropic-version", "anthropic-beta", "openai-beta"];

    /// <summary>Sends one attempt; the response comes back when its headers have arrived.</summary>
    /// <exception cref="TimeoutException">The provider did not answer in time.</exception>
    /// <exception cref="HttpRequestException">The provider could not be reached.</exception>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(GenAi.ProviderName, Path = "Provider.Name")]
        [SpanTag(LiteLlm.ProviderModel, Path = "Model")]
        [SpanTag(LiteLlm.ModelGroup, Path = "ModelGroup")]
        [SpanTag(LiteLlm.DeploymentId, Path = "Id")] Deployment deployment,
        LlmRequest request,
        [SpanTag(LiteLlm.AttemptBackoff)] int? backoffMilliseconds,
        CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(
        Deployment deployment, LlmRequest request, int? backoffMilliseconds, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(deployment, request);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(configuration.RequestTimeout);
        var client = clients.CreateClient(deployment.Provider.IsSimulated ? SimulatedClientName : HttpClientName);
        try
        {
            return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{deployment.Provider.Name} did not answer within {configuration.RequestTimeout.TotalSeconds} s.", exception);
        }
    }

    private static HttpRequestMessage CreateMessage(Deployment deployment, LlmRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, deployment.EndpointFor(request.Format))
        {
            Content = new ByteArrayContent(request.BodyFor(deployment.Model)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Accept.Add(new(request.IsStreaming ? "text/event-stream" : "application/json"));
        foreach (var name in ForwardedHeaders)
        {
            if (request.Headers.TryGetValue(name, out var value))
            {
                message.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        if (request.Format == WireFormat.Messages)
        {
            if (!message.Headers.Contains("anthropic-version"))
            {
                message.Headers.Add("anthropic-version", AnthropicVersion);
            }

            if (deployment.ApiKey is not null)
            {
                message.Headers.Add("x-api-key", deployment.ApiKey);
            }
        }
        else if (deployment.ApiKey is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", deployment.ApiKey);
        }

        return message;
    }
}
