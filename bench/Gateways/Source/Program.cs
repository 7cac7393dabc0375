using TracedLlm.Bench.Gateways;

// The same gateway in four builds: Plain, Traced, Peer and Spans. What differs is in the folder of each project.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton<KeyRing>();
builder.Services.AddSingleton<RequestLimits>();
builder.Services.AddSingleton<PatternGuardrail>();
builder.Services.AddSingleton<ProviderClient>();
builder.Services.AddSingleton<ChatEndpoint>();
Tracing.Add(builder);

var app = builder.Build();
Tracing.Use(app);
app.MapPost("/v1/chat/completions", app.Services.GetRequiredService<ChatEndpoint>().HandleAsync);
app.Run();
