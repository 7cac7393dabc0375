using Microsoft.AspNetCore.Authentication;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using Vault.Api;

var builder = WebApplication.CreateBuilder(args);

JsonConvert.DefaultSettings = () => new JsonSerializerSettings
{
    ContractResolver = new DefaultContractResolver { NamingStrategy = new SnakeCaseNamingStrategy() },
    NullValueHandling = NullValueHandling.Ignore,
};

builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddAuthentication("key").AddScheme<AuthenticationSchemeOptions, KeyScheme>("key", _ => { });
builder.Services.AddAuthorization();
builder.Services.AddExceptionHandler<VaultExceptionHandler>();
builder.Services.AddProblemDetails();
builder.Services.AddSingleton<Redactor>();
builder.Services.AddHttpClient<AnthropicClient>(c => c.BaseAddress = new Uri("https://api.anthropic.com")).AddTracedLlmCall();
builder.Services.AddHttpClient<OpenAiClient>(c => c.BaseAddress = new Uri("https://api.openai.com")).AddTracedLlmCall();

var app = builder.Build();
app.UseExceptionHandler();
app.UseRouting();
app.UseTracedLlm();
app.UseAuthentication();
app.UseAuthorization();

app.MapPost("/v1/chat/completions", ChatApi.Chat).RequireAuthorization();
app.MapPost("/v1/messages", MessagesApi.Messages).RequireAuthorization();
app.MapPost("/v1/messages/batches", MessagesApi.Batches).RequireAuthorization();
app.MapPost("/v1/audio/speech", ChatApi.Speech).RequireAuthorization();

app.Run();
