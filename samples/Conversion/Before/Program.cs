using LlmProxy.Guardrails;
using LlmProxy.Keys;
using LlmProxy.Middleware;
using LlmProxy.Providers;

var builder = WebApplication.CreateBuilder(args);

builder.Services.Configure<KeyOptions>(builder.Configuration.GetSection("Keys"));
builder.Services.Configure<GuardrailOptions>(builder.Configuration.GetSection("Guardrails"));
builder.Services.Configure<ProviderOptions>(builder.Configuration.GetSection("Providers"));

builder.Services.AddControllers();
builder.Services.AddHttpClient<ProviderClient>(client => client.Timeout = TimeSpan.FromMinutes(5));
builder.Services.AddSingleton<KeyStore>();
builder.Services.AddSingleton<RateLimiter>();
builder.Services.AddSingleton<GuardrailService>();
builder.Services.AddScoped<ProviderRouter>();

var app = builder.Build();

app.UseMiddleware<ErrorMiddleware>();
app.UseMiddleware<ApiKeyMiddleware>();
app.MapControllers();
app.MapGet("/health", () => "ok");

app.Run();
