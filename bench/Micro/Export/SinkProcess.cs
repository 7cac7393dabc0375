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

    /// <summary>The number of spans that a sender has sent.</summary>
    public long SpansOf(string sender)
    {
        using var client = new HttpClient();
        return long.Parse(client.GetStringAsync(AddressOf(sender)).GetAwaiter().GetResult(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
