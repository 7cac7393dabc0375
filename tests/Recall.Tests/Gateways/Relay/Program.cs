using Relay.Pipeline;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddSingleton<FailureJournal>();
builder.Services.AddSingleton<LeakScanner>();
builder.Services.AddSingleton<Invoker>();
builder.Services.AddSingleton(TimeProvider.System);

var app = builder.Build();
app.UseRouting();
app.UseTracedLlm();
app.UseMiddleware<ErrorMiddleware>();
app.UseMiddleware<BearerMiddleware>();
app.UseMiddleware<SessionMiddleware>();
app.UseMiddleware<ScanMiddleware>();
app.MapPost("/v1/chat/completions", Terminal.RunAsync);
app.MapPost("/v1/messages", Terminal.RunAsync);
app.MapPost("/v1/responses", Terminal.RunAsync);
app.MapPost("/v1/threads", Terminal.CreateThreadAsync);
app.Run(context =>
{
    context.Response.StatusCode = StatusCodes.Status404NotFound;
    return context.Response.WriteAsync("no such route");
});
app.Run();
