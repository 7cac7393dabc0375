using RealtimeBridge.Audio;
using RealtimeBridge.Sessions;
using RealtimeBridge.Sockets;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(30));
builder.Services
    .AddTracedLlm(builder.Configuration)
    .AddSingleton<SessionRegistry>()
    .AddSingleton<VoiceActivity>()
    .AddScoped<BridgeHandler>()
    .AddHostedService<IdleSessions>()
    .AddHttpClient<SpeechClient>(client => client.BaseAddress = new(builder.Configuration["Speech"] ?? "http://localhost:9000/"));

var app = builder.Build();
app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
app.UseTracedLlm();

app.MapGet("/v1/realtime", [TracedLlmRoute] (HttpContext http, BridgeHandler bridge) => bridge.RunAsync(http));
app.MapPost("/v1/audio/speech", (HttpContext http, SpeechClient speech) => SpeechEndpoints.SpeakAsync(http, speech));
app.MapPost("/v1/audio/transcriptions", SpeechEndpoints.TranscribeAsync).DisableAntiforgery();
app.MapPost("/voice/ask", [TracedLlmRoute] (SpeechClient speech, HttpContext http) => // TLM1004
    speech.SpeakAsync("Please hold the line.", "alloy", http.RequestAborted));
app.MapGet("/sessions", (SessionRegistry sessions) => sessions.Snapshot());

await app.RunAsync();
