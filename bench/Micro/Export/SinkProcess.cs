using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Micro.Bars;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>The process of the <see cref="SpanSink"/>. It ends with the bench.</summary>
internal sealed class SinkProcess : IDisposable
{
    private readonly Process _process;
    private readonly Uri _address;

    public SinkProcess()
    {
        var start = OwnProgram.Start(SpanSink.Option);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        _address = new Uri(_process.StandardOutput.ReadLine()!);
    }

    /// <summary>The address for a sender; spans are counted separately for each sender.</summary>
    public Uri AddressOf(string sender) => new(_address, $"/{sender}/v1/traces");

    /// <summary>Throws if a sender has lost spans, because a sender that loses spans would look fast.</summary>
    public void Require(string sender, long ended)
    {
        using var client = new HttpClient();
        var came = long.Parse(client.GetStringAsync(AddressOf(sender)).GetAwaiter().GetResult(), CultureInfo.InvariantCulture);
        if (came != ended)
        {
            throw new InvalidOperationException($"Of {ended} spans of '{sender}' {came} came.");
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
