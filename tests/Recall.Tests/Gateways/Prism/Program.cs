using System.Text.Json.Nodes;
using Prism;
using static Prism.Pipeline;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHttpClient<Wire>().AddTracedLlmCall();
builder.Services.AddSingleton<FailureSink>();
builder.Services.AddSingleton<ToxicityCheck>();
var app = builder.Build();

app.UseTracedLlm();
app.Use((http, next) => Gate.Admit(http) is { } refusal ? refusal.ExecuteAsync(http) : next(http));

Func<HttpContext, Task<IResult>> chat = http => Handle(http, Dialect.OpenAi);
app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) => chat(http));
app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => Handle(http, Dialect.Anthropic));
app.MapPost("/v1/responses", [TracedLlmRoute] (HttpContext http) => Handle(http, Dialect.Responses));
app.MapPost("/v1/moderations", [TracedLlmRoute] async (HttpContext http, Wire wire) =>
    await Parse(http) is { } body && body["metadata"] is JsonObject { Count: > 0 } facts
        ? Results.Json(new { session = facts["session_id"]?.ToString(), answer = await wire.Send("v1/moderations", body) })
        : Results.BadRequest());
app.Run();
