using System.IO.Pipelines;

namespace TracedLlm.Samples.Gateway;

/// <summary>Calls providers over HTTP.</summary>
internal sealed partial class ProviderClient(IHttpClientFactory clients, GatewayConfiguration configuration, TimeProvider time)
{
    public const string HttpClientName = "providers";
    public const string SimulatedClientName = "simulated";

    /// <summary>The only headers of a caller that a provider receives, except of a pass-through and of <see cref="WireFormat.HeaderPrefix"/>.</summary>
    private static readonly string[] ForwardedHeaders = ["accept", "anthropic-version", "anthropic-beta", "openai-beta"];

    // The code and the message of the known errors are within these bytes, and arrive at once; what follows them is not looked at.
    private const int MostOfError = 16 * 1024;
    /// <summary>How long the gateway looks at the beginning of an error.</summary>
    public static readonly TimeSpan LongestForError = TimeSpan.FromSeconds(1);

    private static readonly StreamPipeReaderOptions PartByPart = new(bufferSize: 16 * 1024);

    /// <summary>Sends one attempt. It returns a successful response after the first part of its body has arrived.</summary>
    /// <exception cref="TimeoutException">The provider did not answer in time.</exception>
    /// <exception cref="HttpRequestException">The provider could not be reached.</exception>
    /// <exception cref="IOException">A successful response broke off before the first part of its body.</exception>
    /// <exception cref="BadHttpRequestException">The caller's body, which the gateway sends on while it arrives, broke off or is too long.</exception>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(GenAi.ProviderName, Path = "Deployment.Provider.Name")]
        [SpanTag(LiteLlm.ProviderModel, Path = "Deployment.Model")]
        [SpanTag(LiteLlm.ModelGroup, Path = "Deployment.ModelGroup")]
        [SpanTag(LiteLlm.DeploymentId, Path = "Deployment.Id")]
        [SpanTag(LiteLlm.RoutingStrategy, Path = "Strategy")]
        [SpanTag(LiteLlm.RoutingReason, Path = "Reason")]
        [SpanTag(LiteLlm.RoutingResting, Path = "Resting")] RoutedCall call,
        LlmRequest request,
        [SpanTag(LiteLlm.AttemptBackoff)] int? backoffMilliseconds,
        CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(
        RoutedCall call, LlmRequest request, int? backoffMilliseconds, CancellationToken cancellationToken)
    {
        var deployment = call.Deployment;
        using var message = CreateMessage(deployment, request, AsksForUsage(deployment, request));
        using var timeout = new TimeLimit(time, cancellationToken);
        var limit = request.TimeoutFor(deployment, configuration);
        timeout.Start(limit);
        var client = clients.CreateClient(ClientFor(deployment));
        var upload = request.Body?.Upload;
        try
        {
            if (upload is not null)
            {
                // The provider answers after the upload, which may take longer than the provider may.
                upload.Progressed = () => timeout.Start(limit);
            }

            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return response.IsSuccessStatusCode ? await BegunAsync(response, timeout.Token)
                : FailureKinds.IsStatedInBody(response.StatusCode) ? await WithKindAsync(response, cancellationToken)
                : response;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{deployment.Provider.Name} did not answer within {limit.TotalSeconds} s.", exception);
        }
        catch (HttpRequestException) when (upload?.Failure is { } failure)
        {
            throw failure;
        }
        finally
        {
            if (upload is not null)
            {
                upload.Progressed = null;
            }
        }
    }

    // Before the first part of the body arrives, the caller has received nothing, so the router can still try again.
    private static async Task<HttpResponseMessage> BegunAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken), PartByPart);
            var first = await body.ReadAsync(cancellationToken);
            body.AdvanceTo(first.Buffer.Start);
            response.Content = new ReplacedContent(response.Content, body.AsStream());
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // Only the beginning of the error is held; the caller receives all of it. The status is known: an error that does not end is no timeout,
    // and one that breaks off is no failure of the connection.
    private async Task<HttpResponseMessage> WithKindAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = new PeekedStream(await response.Content.ReadAsStreamAsync(cancellationToken), MostOfError);
            var beginning = await body.PeekAsync(LongestForError, time, cancellationToken);
            if (ProviderErrors.Find(response.StatusCode, beginning, body.IsWhole, body.IsFull) is { } kind)
            {
                response.RequestMessage!.Options.Set(FailureKinds.Stated, kind);
            }

            response.Content = new ReplacedContent(response.Content, body);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The name of the HTTP client for <paramref name="deployment"/>.</summary>
    public static string ClientFor(Deployment deployment) => deployment.IsSimulated ? SimulatedClientName : HttpClientName;

    /// <summary>Whether the gateway asks the provider for the usage of a stream although the caller does not. The trace needs it.</summary>
    public bool AsksForUsage(Deployment deployment, LlmRequest request) =>
        configuration.AlwaysIncludeStreamUsage != false && request.LacksStreamUsage && (deployment.AsksForStreamUsage ?? deployment.Provider.AcceptsStreamOptions);

    private static HttpRequestMessage CreateMessage(Deployment deployment, LlmRequest request, bool withUsage)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), deployment.EndpointFor(request))
        {
            Content = request.ContentFor(deployment, withUsage),
        };
        if (request.Options.IsMocked && deployment.IsSimulated)
        {
            message.Options.Set(SimulatedBehaviour.Requested, SimulatedBehaviour.ForRequest(request.Options));
        }

        foreach (var (name, value) in HeadersFor(deployment, request))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.PassThrough is not null && message.Content is { } content)
        {
            CopyContentHeaders(request, content);
        }

        return message;
    }

    private static void CopyContentHeaders(LlmRequest request, HttpContent content)
    {
        foreach (var header in PassThroughHeaders.FromCaller(request).Where(header => PassThroughHeaders.IsOfContent(header.Name)).GroupBy(header => header.Name))
        {
            content.Headers.Remove(header.Key);
            content.Headers.TryAddWithoutValidation(header.Key, header.Select(value => value.Value));
        }
    }

    /// <summary>The headers of a request: the forwarded headers of the caller, and the gateway's own key.</summary>
    public static IEnumerable<(string Name, string Value)> HeadersFor(Deployment deployment, LlmRequest request)
    {
        var forwarded = request.PassThrough is not null
            ? PassThroughHeaders.FromCaller(request).Where(header => !PassThroughHeaders.IsOfContent(header.Name))
            : ForwardedHeaders.Where(request.Headers.ContainsKey).Concat(NamesWithPrefix(request)).Select(name => (name, request.Headers[name].ToString()));
        return forwarded.Where(header => !deployment.HasHeader(header.Item1)).Concat(deployment.OwnHeaders(name => request.Headers.ContainsKey(name)));
    }

    private static IEnumerable<string> NamesWithPrefix(LlmRequest request) => request.Format.HeaderPrefix is { } prefix
        ? request.Headers.Keys.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        : [];
}
