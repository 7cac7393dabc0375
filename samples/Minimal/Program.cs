// The smallest traced gateway: one route that relays chat completions to one provider. It does not translate between APIs.
// It has no keys, so it answers only callers on this machine.
using System.Net;
using TracedLlm;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration["TracedLlm:Callbacks"] ??= "console";
builder.Services.AddHttpClient<Provider>();
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddTracedLlmExport(builder.Configuration);

var app = builder.Build();
app.UseTracedLlm();
app.Use(async (http, next) =>
{
    if (http.Connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller))
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        await http.Response.WriteAsync("This gateway has no keys, so it answers only callers on its own machine.", http.RequestAborted);
        return;
    }

    await next(http);
});
app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Provider provider) =>
{
    using var response = await provider.SendAsync(http.Request.Body, http.RequestAborted);
    http.Response.StatusCode = (int)response.StatusCode;
    http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
    await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
});
if (app.Environment.IsDevelopment())
{
    app.MapTracedLlmViewer(); // http://localhost:5000/debug/tracedllm
}

app.Run();

internal sealed partial class Provider(HttpClient http, IConfiguration configuration)
{
    private readonly Uri _endpoint = new(configuration["PROVIDER_URL"] ?? "http://localhost:11434/v1/chat/completions");

    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(Stream body, CancellationToken cancellationToken);

    private Task<HttpResponseMessage> SendCoreAsync(Stream body, CancellationToken cancellationToken) => http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new StreamContent(body) { Headers = { { "Content-Type", "application/json" } } } },
        HttpCompletionOption.ResponseHeadersRead,
        cancellationToken);
}
