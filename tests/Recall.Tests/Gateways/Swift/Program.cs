using Swift.Endpoints;
using Swift.Framework;
using Swift.Services;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddEndpoint<CreateChatCompletion>();
builder.Services.AddEndpoint<CreateMessage>();
builder.Services.AddEndpoint<CreateResponse>();
builder.Services.AddEndpoint<CreateEmbedding>();
builder.Services.AddSingleton<UpstreamCatalog>();
builder.Services.AddSingleton<InjectionShield>();

var app = builder.Build();
app.UseTracedLlm();
app.Use(KeyCheck.RunAsync);
app.MapEndpoints();
app.Run();
