using Atlas.Hosting;
using Atlas.Providers;
using Atlas.Requests;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddOptions<ClusterOptions>().BindConfiguration("Clusters").ValidateOnStart();
builder.Services
    .AddKeyedSingleton<IForwarder, AnthropicForwarder>("anthropic")
    .AddKeyedSingleton<IForwarder, OpenAiForwarder>("openai")
    .AddKeyedSingleton<IMetadataSource>("messages", new FieldMetadataSource("litellm_metadata"))
    .AddKeyedSingleton<IMetadataSource>("chat", new FieldMetadataSource("metadata"))
    .AddKeyedSingleton<IBodyCheck, SizeCheck>("size")
    .AddKeyedSingleton<IBodyCheck, JailbreakCheck>("jailbreak")
    .AddSingleton<CheckRunner>()
    .AddSingleton<IRequestLog, RequestLog>()
    .AddSingleton<ILlmFailureLog, FailureCounter>();
builder.Services.AddHttpClient("anthropic").AddTracedLlmCall(call => call.Provider = "anthropic");
builder.Services.AddHttpClient("openai").AddTracedLlmCall(call => call.Provider = "openai");
builder.Services.AddExceptionHandler<AtlasExceptionHandler>();

var app = builder.Build();
app.UseExceptionHandler(_ => { });
app.UseTracedLlm();
app.UseWhen(context => !context.Request.Path.StartsWithSegments("/health"), branch => branch.UseMiddleware<KeyAuthentication>());
app.MapGet("/health/live", () => Results.Ok());
app.MapAtlas();
app.Run();
