using ModularGateway.Modules;
using ModularGateway.Pipeline;

var builder = WebApplication.CreateBuilder(args);
var modules = Discover().ToArray();
builder.Services.AddTracedLlm(builder.Configuration);
foreach (var module in modules)
{
    module.Register(builder.Services, builder.Configuration.GetSection(module.Name));
}

builder.Services.AddGateway(gateway => gateway
    .Use<PolicyStep>()
    .Use<CacheStep>()
    .Use<RedactionStep>()
    .Use<CompletionStep>());

var app = builder.Build();
app.UseTracedLlm();
foreach (var module in modules)
{
    module.Map(app);
}

return Run(app);

static IEnumerable<IGatewayModule> Discover()
{
    yield return new ChatModule();
    yield return new MessagesModule();
    yield return new StatusModule();
}

static int Run(WebApplication application)
{
    application.Run();
    return 0;
}
