using System.Threading.Channels;
using BillingWorkers.Batches;
using BillingWorkers.Endpoints;
using BillingWorkers.Storage;
using BillingWorkers.Usage;

var web = WebApplication.CreateBuilder(args);

web.Services.AddTracedLlm(web.Configuration);
web.Services.AddSingleton(Channel.CreateBounded<UsageRecord>(new BoundedChannelOptions(4096)
{
    FullMode = BoundedChannelFullMode.DropOldest,
    SingleReader = true,
}));
web.Services.AddSingleton(services => services.GetRequiredService<Channel<UsageRecord>>().Reader);
web.Services.AddSingleton(services => services.GetRequiredService<Channel<UsageRecord>>().Writer);
web.Services.AddSingleton<UsageMetrics>();
web.Services.AddSingleton<PriceList>();
web.Services.AddSingleton<IUsageStore, SqlUsageStore>();
web.Services.AddHostedService<UsageBiller>();
web.Services.AddHostedService<BatchPoller>();
web.Services.AddHttpClient<BatchClient>(client => client.BaseAddress = new Uri(web.Configuration["Provider"]!)); // TLM4004
web.Services.AddSingleton<BatchRegistry>();
web.Services.Configure<HostOptions>(host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost);

await using var app = web.Build();
app.UseTracedLlm();
app.MapPost("/v1/batches", BatchEndpoints.CreateAsync);
app.MapGet("/v1/batches/{id}", BatchEndpoints.Get);
app.MapPost("/v1/files", BatchEndpoints.UploadAsync);
app.MapPost("/v1/chat/completions", MeteredChat.HandleAsync);
app.MapGet("/usage/{team}", async (string team, IUsageStore store, CancellationToken stop) => await store.SumAsync(team, stop));
await app.RunAsync();
