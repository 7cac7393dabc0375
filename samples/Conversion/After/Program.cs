using LlmProxy.Guardrails;
using LlmProxy.Keys;
using LlmProxy.Middleware;
using LlmProxy.Providers;
using TracedLlm;

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

builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddTracedLlmExport(builder.Configuration);

var app = builder.Build();

app.UseTracedLlm();
app.UseMiddleware<ErrorMiddleware>();
app.UseMiddleware<ApiKeyMiddleware>();
app.MapControllers();
app.MapGet("/health", () => "ok");

app.Run();
