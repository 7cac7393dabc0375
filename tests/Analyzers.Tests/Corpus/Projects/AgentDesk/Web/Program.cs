using AgentDesk.Agents;
using AgentDesk.Threads;
using AgentDesk.Tools;
using AgentDesk.Web;
using Microsoft.AspNetCore.Mvc;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHttpClient<ModelClient>(client => client.BaseAddress = new Uri(builder.Configuration["Gateway"] ?? "http://localhost:4000"));
builder.Services.AddSingleton<ThreadStore>();
builder.Services.AddSingleton<ITool, OrderTool>();
builder.Services.AddSingleton<ITool, CalculatorTool>();
builder.Services.AddSingleton<ITool, ClockTool>();
builder.Services.AddSingleton<ToolBox>();
builder.Services.AddScoped<Agent>();
builder.Services.AddAuthentication().AddCookie();
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseTracedLlm();
app.UseAuthentication();
app.UseAuthorization();

var threads = app.MapGroup("/v1/threads").RequireAuthorization().AddEndpointFilter(ThreadFilter.InvokeAsync);
threads.MapPost("/", (ThreadStore store, [FromBody] NewThread thread) => Results.Created($"/v1/threads/{store.Create(thread).Id}", null));
threads.MapGet("/{id}", (string id, ThreadStore store) => store.Find(id) is { } found ? Results.Ok(found) : Results.NotFound());
threads.MapPost("/{id}/runs", [TracedLlmRoute] async (string id, RunRequest run, Agent agent, ThreadStore store, HttpContext http) =>
{
    var thread = store.Find(id)!;
    if (run.Metadata?.SessionId is { } session)
    {
        thread.Labels["session"] = session;
    }

    return await agent.RunAsync(thread, run.Instructions, http.RequestAborted);
});
app.MapGet("/tools", (ToolBox tools) => tools.Describe());
app.Run();
