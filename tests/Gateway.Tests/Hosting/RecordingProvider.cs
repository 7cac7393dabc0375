using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>The simulated provider in place of all providers. It records what each request has of the configuration.</summary>
internal sealed class RecordingProvider : HttpMessageHandler
{
    private static readonly string[] Headers = ["Authorization", "api-key", "x-api-key", "x-goog-api-key", "OpenAI-Organization"];

    private readonly HttpMessageInvoker _simulated = new(new SimulatedProvider(TimeProvider.System));

    /// <summary>Address, headers and model of the last request, as <see cref="Configuration.LiteLlmFile"/> has them.</summary>
    public string? Last { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        var headers = from name in Headers
                      where request.Headers.NonValidated.Contains(name)
                      select $" {name}={request.Headers.NonValidated[name].ToString().Replace(' ', '_')}";
        Last = $"{request.RequestUri!.AbsoluteUri}{string.Concat(headers)} {body?["model"]?.GetValue<string>() ?? "-"}";
        return await _simulated.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _simulated.Dispose();
        base.Dispose(disposing);
    }
}
