using Harbor.Core;
using Harbor.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHarborCore(new Uri(builder.Configuration["Provider"]!));
builder.Services.AddScoped<ChatEndpoint>();

var app = builder.Build();
app.UseTracedLlm();
app.UseMiddleware<FailureMiddleware>();
app.UseMiddleware<TenantKeyMiddleware>();
app.MapHarbor();
app.Run();
