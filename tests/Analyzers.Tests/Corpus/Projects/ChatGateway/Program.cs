using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using ChatGateway.Endpoints;
using ChatGateway.Failures;
using ChatGateway.Guardrails;
using ChatGateway.Keys;
using ChatGateway.Providers;
using Microsoft.AspNetCore.RateLimiting;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.Configure<ProviderOptions>(builder.Configuration.GetSection("Provider"));
builder.Services.AddHttpClient<ProviderClient>((services, client) =>
{
    var options = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ProviderOptions>>().Value;
    client.BaseAddress = options.BaseAddress;
    client.Timeout = options.Timeout;
});
builder.Services.AddSingleton<IKeyStore, FileKeyStore>();
builder.Services.AddSingleton<KeyFilter>();
builder.Services.AddSingleton<FailureLog>();
builder.Services.AddSingleton<ILlmFailureLog>(services => services.GetRequiredService<FailureLog>());
builder.Services.AddSingleton<SecretScanner>();
builder.Services.AddSingleton<TopicFilter>();
builder.Services.AddScoped<GuardrailRunner>();
builder.Services.AddScoped<ChatHandler>();
builder.Services.AddRateLimiter(limits => limits.AddPolicy("per-key", http => RateLimitPartition.GetTokenBucketLimiter(
    http.Request.Headers.Authorization.ToString(),
    _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = 60,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    })));
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

var app = builder.Build();

app.UseTracedLlm();
app.UseRateLimiter();

app.MapGet("/health", () => Results.Ok(new { status = "ok" }));
app.MapGet("/v1/models", (IConfiguration configuration) =>
{
    var models = configuration.GetSection("Models").GetChildren().Select(model => new { id = model.Key, owned_by = model["Owner"] ?? "gateway" });
    return Results.Json(new { @object = "list", data = models });
});

var api = app.MapGroup("/v1").AddEndpointFilter<KeyFilter>().RequireRateLimiting("per-key");
api.MapPost("/chat/completions", [TracedLlmRoute<TeamMetadata>] (HttpContext http, ChatHandler chat) => chat.CompleteAsync(http));
api.MapPost("/messages", MessagesEndpoint.HandleAsync);
api.MapPost("/embeddings", [TracedLlmRoute] async (HttpContext http, ProviderClient provider) =>
{
    var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
    if (body is not JsonObject request || request["input"] is null)
    {
        return Results.BadRequest(new { error = new { message = "input is required", type = "invalid_request_error" } });
    }

    // Callers tag their indexing jobs here; the job is ours, the rest belongs to the vector store.
    var job = request["metadata"]?["session_id"]?.GetValue<string>();
    if (job is { Length: > 64 })
    {
        return Results.UnprocessableEntity(new { error = new { message = "session_id is too long" } });
    }

    using var response = await provider.SendAsync(new ProviderRequest("embeddings", request["model"]?.ToString() ?? "default", request), http.RequestAborted);
    return Results.Text(await response.Content.ReadAsStringAsync(http.RequestAborted), "application/json", statusCode: (int)response.StatusCode);
});

app.Run();
