using System.Diagnostics;
using EvalBench.Cases;
using EvalBench.Judging;
using EvalBench.Reporting;
using EvalBench.Running;

if (args is not [var suite, .. var rest])
{
    await Console.Error.WriteLineAsync("usage: evalbench <suite.jsonl> [--parallel n] [--serve]");
    return 2;
}

var builder = WebApplication.CreateBuilder(rest);
builder.Services.AddSingleton(Telemetry.Source); // TLM4001
builder.Services.AddKeyedSingleton("suite", suite);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHttpClient<ModelUnderTest>(client => client.BaseAddress = new Uri(builder.Configuration["target"] ?? "http://localhost:4000"));
builder.Services.AddSingleton<CaseReader>();
builder.Services.AddSingleton<IJudge, ExactJudge>();
builder.Services.AddSingleton<IJudge, RegexJudge>();
builder.Services.AddTransient<IJudge, ModelJudge>();
builder.Services.AddTransient<SuiteRunner>();

await using var app = builder.Build();
app.UseTracedLlm();
app.MapPost("/judge/v1/chat/completions", JudgeEndpoint.HandleAsync);

if (rest.Contains("--serve"))
{
    await app.RunAsync();
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += async (_, press) =>
{
    press.Cancel = true;
    await stop.CancelAsync();
};

await using var scope = app.Services.CreateAsyncScope();
var runner = scope.ServiceProvider.GetRequiredService<SuiteRunner>();
var results = new List<CaseResult>();
await foreach (var result in runner.RunAsync(suite, parallel: Math.Max(1, builder.Configuration.GetValue("parallel", 4)), stop.Token))
{
    results.Add(result);
    Console.Write(result.Verdict switch { Verdict.Passed => '.', Verdict.Failed => 'F', _ => '?' });
}

Console.WriteLine();
await Report.WriteAsync(Console.Out, results);
return results.TrueForAll(result => result.Verdict is Verdict.Passed) ? 0 : 1;
