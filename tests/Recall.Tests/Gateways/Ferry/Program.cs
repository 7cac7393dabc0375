using Ferry.Handlers;
using Ferry.Safety;
using Ferry.Upstream;
using Microsoft.AspNetCore.Diagnostics;

var builder = WebApplication.CreateSlimBuilder(args);
var services = builder.Services;

services.AddTracedLlm(builder.Configuration);
services.AddHttpClient<ProviderClient>(client => client.BaseAddress = new Uri("https://llm.internal/"));
services.AddSingleton<KeyTable>();
services.AddSingleton<PiiScan>();
services.AddScoped<ChatHandler>();
services.AddScoped<MessagesHandler>();
services.AddScoped<BatchHandler>();

var app = builder.Build();

app.UseExceptionHandler(errors => errors.Run(async context =>
{
    var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
    if (error is not null)
    {
        await FailureWriter.WriteAsync(context, error);
    }
}));
app.UseRouting();
app.UseTracedLlm();
app.UseMiddleware<ApiKeyMiddleware>();

var v1 = app.MapGroup("/v1");
v1.MapPost("/chat/completions", ChatHandler.HandleAsync);
v1.MapPost("/messages", MessagesHandler.HandleAsync);
v1.MapPost("/messages/count_tokens", MessagesHandler.CountAsync);
v1.MapPost("/batches", BatchHandler.HandleAsync);

app.Run();
