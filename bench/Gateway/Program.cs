using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Reports;
using TracedLlm.Bench.Gateway.Sink;
using TracedLlm.Bench.Gateway.Upstream;

return args switch
{
    ["--role", UpstreamRole.Name] => UpstreamRole.Run(),
    ["--role", SinkRole.Name] => SinkRole.Run(),
    ["--role", LoadRole.Name] => LoadRole.Run(),
    _ => FactsReport.Run(args.Contains("--stream")),
};
