global using System.Collections.Concurrent;
global using System.Text.Json;
global using System.Text.Json.Nodes;
global using TenantGateway.Tenants;
using TenantGateway.Api;
using TenantGateway.Data;
using TenantGateway.Payments;
using TenantGateway.Routing;

var builder = WebApplication.CreateBuilder(args);
var services = builder.Services;

services.AddTracedLlm(builder.Configuration);
services.AddSingleton<TenantDirectory>();
services.AddSingleton<KeyRing>();
services.AddSingleton<Budgets>();
services.AddSingleton<TenantLimits>();
services.AddSingleton<ITenantRepository, TenantRepository>();
services.AddScoped<RequestPipeline>();
services.AddHttpClient<PaymentsClient>(client =>
{
    client.BaseAddress = new Uri("https://api.payments.example/v1/");
    client.DefaultRequestHeaders.Authorization = new("Bearer", builder.Configuration["Payments:Key"]);
});
services.AddHttpClient("models");

var app = builder.Build();

app.UseRouting();
app.UseTracedLlm();
app.Use(async (http, next) =>
{
    if (http.Request.Headers.TryGetValue("x-tenant", out var name))
    {
        http.Items["tenant"] = name.ToString();
    }

    await next(http);
});

app.MapLlm();
app.MapGroup("/admin").MapAdmin().RequireHost("localhost");
app.MapPost("/hooks/payments", PaymentHooks.ReceiveAsync);

app.Run();
