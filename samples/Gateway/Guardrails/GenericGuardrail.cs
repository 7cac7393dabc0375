using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>A guardrail that calls a service with LiteLLM's Generic Guardrail API.</summary>
internal sealed class GenericGuardrail(GuardrailSettings.GenericApi settings, IHttpClientFactory clients, TimeProvider time) : IGuardrail
{
    public const string HttpClientName = "guardrails";
    public const string SimulatedClientName = "simulated guardrails";

    private const string Path = "/beta/litellm_basic_guardrail_api";

    public GuardrailSettings Settings => settings;

    public string Name => settings.Name;

    public bool ReadsConversations => true;

    public static Uri EndpointFor(Uri apiBase)
    {
        var address = apiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(address.EndsWith(Path, StringComparison.Ordinal) ? address : address + Path);
    }

    public async ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Endpoint) { Content = new ByteArrayContent(GuardrailQuestion.Write(settings, content)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in settings.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var timeout = new TimeLimit(time, cancellationToken);
        timeout.Start(settings.Timeout);
        try
        {
            var answer = await AskAsync(request, timeout.Token);
            return new GuardrailAnswer(Name, answer).Apply(content) with { Response = answer?.ToJsonString() };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GuardrailUnreachableException($"{Name} did not answer within {settings.Timeout.TotalSeconds} s.", exception);
        }
    }

    private async Task<JsonNode?> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await clients.CreateClient(settings.Endpoint.Host == SimulatedGuardrail.Host ? SimulatedClientName : HttpClientName).SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            {
                throw new GuardrailUnreachableException($"{Name} answered with status {(int)response.StatusCode}.");
            }

            if (!response.IsSuccessStatusCode)
            {
                await ThrowIfBlockAsync(response, cancellationToken);
            }

            response.EnsureSuccessStatusCode();
            return await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is null && exception is not GuardrailUnreachableException)
        {
            throw new GuardrailUnreachableException($"{Name} cannot be reached.", exception);
        }
    }

    private async Task ThrowIfBlockAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var answer = new GuardrailAnswer(Name, await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken));
            if (answer.IsBlock(response.StatusCode))
            {
                throw new GuardrailBlockedException(Name, answer.Reason);
            }
        }
        catch (JsonException)
        {
            // An error without a reason is a failure of the service.
        }
    }
}
