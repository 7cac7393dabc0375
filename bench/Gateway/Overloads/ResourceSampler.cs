using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>Reads every second what a gateway holds, beside its load.</summary>
internal sealed class ResourceSampler : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly GatewayProcess _gateway;
    private readonly ManualResetEventSlim _end = new();
    private readonly List<ResourceSample> _samples = [];
    private readonly Thread _thread;

    public ResourceSampler(GatewayProcess gateway)
    {
        _gateway = gateway;
        _thread = new Thread(Read) { IsBackground = true, Name = "bench-resources" };
        _thread.Start();
    }

    /// <summary>Ends the readings.</summary>
    /// <returns>The samples, one of each second.</returns>
    public IReadOnlyList<ResourceSample> Stop()
    {
        _end.Set();
        _thread.Join();
        return _samples;
    }

    public void Dispose()
    {
        Stop();
        _end.Dispose();
    }

    private void Read()
    {
        while (!_end.Wait(Pause))
        {
            try
            {
                _samples.Add(new(_gateway.ResidentBytes, _gateway.Descriptors));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                return; // The gateway has ended, which its result says.
            }
        }
    }
}
