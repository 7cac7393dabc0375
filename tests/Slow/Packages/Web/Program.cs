using TracedLlm;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHttpClient<Provider>();
builder.Services.AddSingleton<Guardrails>();
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddTracedLlmExport(builder.Configuration);

var app = builder.Build();
app.UseTracedLlm();
app.MapPost("/v1/chat/completions", [TracedLlmRoute<TenantMetadata>] async (HttpContext http, Guardrails guardrails, Provider provider) =>
{
    await guardrails.ApplyAsync(http);
    using var response = await provider.SendAsync(http.Request.Body, http.RequestAborted);
    http.Response.StatusCode = (int)response.StatusCode;
    http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
    await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
});
app.Run();

[GatewayMetadata]
internal sealed partial record TenantMetadata
{
    [MetadataKey("tenant_id", Tag = "app.tenant.id")]
    public string? TenantId { get; init; }
}

internal sealed partial class Guardrails
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "pii")]
    public partial ValueTask<GuardrailOutcome> ApplyAsync(HttpContext http);

    private async ValueTask<GuardrailOutcome> ApplyCoreAsync(HttpContext http)
    {
        Count(http, http.Request.Path.Value!);
        await Task.Yield();
        return GuardrailOutcome.Passed;
    }

    // Without a generated half this compiles, and every call of it is gone.
    [TracedStage("count")]
    static partial void Count(HttpContext http, [SpanTag("app.path")] string path);

    // Only the span reads the path, which no rule of the platform may mind.
    private static void CountCore(HttpContext http, string path) => http.Items["counted"] = true;
}

internal sealed partial class Provider(HttpClient http, IConfiguration configuration)
{
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(Stream body, CancellationToken cancellationToken);

    private Task<HttpResponseMessage> SendCoreAsync(Stream body, CancellationToken cancellationToken) => http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, configuration["PROVIDER_URL"]) { Content = new StreamContent(body) { Headers = { { "Content-Type", "application/json" } } } },
        HttpCompletionOption.ResponseHeadersRead,
        cancellationToken);
}
