using System.Text.Json.Nodes;
using Atlas.Hosting;
using Microsoft.Extensions.Options;

namespace Atlas.Providers;

public interface IForwarder
{
    Task ForwardAsync(string path, JsonObject body, HttpContext context);
}

public abstract class ForwarderBase(string cluster, IHttpClientFactory clients, IOptions<ClusterOptions> options) : IForwarder
{
    public async Task ForwardAsync(string path, JsonObject body, HttpContext context)
    {
        using var client = clients.CreateClient(cluster);
        client.BaseAddress = options.Value.For(cluster);
        Prepare(body);
        using var response = await SendAsync(client, path, body, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    protected virtual void Prepare(JsonObject body)
    {
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            return await client.PostAsJsonAsync(path, body, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new DestinationException(cluster, e);
        }
    }
}

public sealed class OpenAiForwarder(IHttpClientFactory clients, IOptions<ClusterOptions> options) : ForwarderBase("openai", clients, options);

public sealed class AnthropicForwarder(IHttpClientFactory clients, IOptions<ClusterOptions> options) : ForwarderBase("anthropic", clients, options)
{
    protected override void Prepare(JsonObject body)
    {
        using var span = LlmSpan.StartStage("prepare");
        body.Remove("litellm_metadata"); // Not a read.
        body["max_tokens"] ??= 1024;
    }
}
