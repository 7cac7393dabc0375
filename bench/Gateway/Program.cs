using System.Runtime.InteropServices;
using TracedLlm.Bench.Gateway;
using TracedLlm.Bench.Gateway.Bars;
using TracedLlm.Bench.Gateway.Growths;
using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Options;
using TracedLlm.Bench.Gateway.Overloads;
using TracedLlm.Bench.Gateway.Processes;
using TracedLlm.Bench.Gateway.Reports;
using TracedLlm.Bench.Gateway.Sink;
using TracedLlm.Bench.Gateway.Upstream;

const int Wrong = 2;

switch (args)
{
    case ["--role", UpstreamRole.Name]:
        return UpstreamRole.Run();
    case ["--role", SinkRole.Name]:
        return SinkRole.Run();
    case ["--role", LoadRole.Name]:
        return LoadRole.Run();
}

// Ctrl+C and a kill end the processes of the bench too. A bench that is killed by force ends them by the end of their input.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, static _ => ChildProcess.EndAll());
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => ChildProcess.EndAll());
try
{
    var options = BenchOptions.Parse(args);
    return options switch
    {
        { Help: true } => Print(BenchOptions.Usage),
        { Facts: true } => FactsReport.Run(options.Stream),
        { Bars: true } => BarRun.Run(),
        { Young: true } => YoungRun.Run(options),
        { Overload: true } => OverloadRun.Run(options),
        { Growth: true } => GrowthRun.Run(options),
        _ => FullRun.Run(options),
    };
}
catch (BenchException exception)
{
    Console.Error.WriteLine(exception.Message);
    return Wrong;
}
finally
{
    ChildProcess.EndAll();
}

static int Print(string text)
{
    Console.WriteLine(text);
    return 0;
}
