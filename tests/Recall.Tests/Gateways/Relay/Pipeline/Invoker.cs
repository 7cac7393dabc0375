using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Relay.Pipeline;

public sealed class Invoker : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new TracedLlmCallHandler(new TracedLlmCallOptions { Provider = "openai" })
    {
        InnerHandler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) },
    });

    private readonly IConfiguration _configuration;

    public Invoker(IConfiguration configuration) => _configuration = configuration;

    public async Task InvokeAsync(string path, JsonObject body, HttpContext context)
    {
        var target = _configuration[$"Targets:{path}"] ?? throw new TargetMissingException(path);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(target), path))
        {
            Content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json")),
        };
        using var span = LlmSpan.StartStage("invoke");
        using var response = await _invoker.SendAsync(request, context.RequestAborted);
        if ((int)response.StatusCode >= 500)
        {
            throw new TargetException(target);
        }

        context.Response.StatusCode = (int)response.StatusCode;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public void Dispose() => _invoker.Dispose();
}
