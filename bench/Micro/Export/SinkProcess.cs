using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Micro.Bars;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>The <see cref="SpanSink"/> as the bench sees it. It ends with the bench.</summary>
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

    /// <summary>Where a sender sends to, so that its spans are counted by themselves.</summary>
    public Uri AddressOf(string sender) => new(_address, $"/{sender}/v1/traces");

    /// <summary>How many spans have come from a sender.</summary>
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
