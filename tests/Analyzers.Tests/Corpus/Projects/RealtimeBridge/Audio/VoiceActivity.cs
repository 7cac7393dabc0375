using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace RealtimeBridge.Audio;

/// <summary>Whether somebody speaks, by the energy of the samples.</summary>
internal sealed class VoiceActivity : IDisposable
{
    private const double Threshold = 0.01;
    private readonly Meter _meter = new("Realtime.Voice");
    private readonly Histogram<double> _energy;
    private readonly Counter<long> _silence;

    public VoiceActivity()
    {
        _energy = _meter.CreateHistogram<double>("voice.energy");
        _silence = _meter.CreateCounter<long>("voice.silence");
    }

    public bool Feed(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals("audio"u8) && reader.Read())
            {
                var energy = EnergyOf(reader.GetBytesFromBase64());
                _energy.Record(energy);
                if (energy >= Threshold)
                {
                    return true;
                }

                _silence.Add(1, new TagList { { "voice.threshold", Threshold } });
            }
        }

        return false;
    }

    public void Dispose() => _meter.Dispose();

    // Signed samples of 16 bits, little-endian.
    private static double EnergyOf(ReadOnlySpan<byte> samples)
    {
        double sum = 0;
        var count = samples.Length / 2;
        for (var i = 0; i < count; i++)
        {
            var sample = BitConverter.ToInt16(samples.Slice(i * 2, 2)) / 32768.0;
            sum += sample * sample;
        }

        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }
}
