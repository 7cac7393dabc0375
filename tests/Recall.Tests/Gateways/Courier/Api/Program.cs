using System.Text.Json;
using Courier.Api;
using Courier.Application;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddScoped<IMediator, Mediator>();
builder.Services.AddScoped<IRequestHandler<CreateChatCompletion, JsonElement>, CreateChatCompletionHandler>();
builder.Services.AddScoped<IRequestHandler<CreateMessage, MessageResult>, CreateMessageHandler>();
builder.Services.AddScoped<IRequestHandler<CreateResponse, JsonElement>, CreateResponseHandler>();
builder.Services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TimingBehavior<,>));
builder.Services.AddHttpClient<IModelProvider, ModelProvider>(client => client.BaseAddress = new Uri("https://models.example"));
builder.Services.AddSingleton<IBudget, Budget>();
builder.Services.AddSingleton<ContentFilter>();
builder.Services.AddSingleton<FailureLogger>();

var app = builder.Build();
app.UseTracedLlm();
app.UseMiddleware<ExceptionMiddleware>();
app.Use(Authentication.CheckAsync);
ChatModule.Map(app);
app.Run();
