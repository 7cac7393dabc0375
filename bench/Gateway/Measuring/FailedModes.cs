using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Modes whose gateway has ended, or does not answer. A run goes on without them.</summary>
internal sealed class FailedModes(Instruments instruments, Action<string> progress)
{
    private readonly Dictionary<string, string> _reasons = [];

    /// <summary>The reasons by the mode's name.</summary>
    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <summary>Measures, unless the mode has failed before.</summary>
    /// <exception cref="BenchException">A process around the gateways has ended: no mode can be measured.</exception>
    public void Try(GatewayMode mode, Action measure)
    {
        if (_reasons.ContainsKey(mode.Name))
        {
            return;
        }

        try
        {
            measure();
        }
        catch (BenchException exception) when (!instruments.HaveEnded)
        {
            _reasons[mode.Name] = exception.Message;
            progress($"{mode.Name} has failed: {exception.Message}");
        }
    }
}
