using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>The serializer of OpenTelemetry's own exporter. It is not public; it is called directly, without reflection.</summary>
internal sealed class StockSerializer(Activity[] spans)
{
    private const string Namespace = "OpenTelemetry.Exporter.OpenTelemetryProtocol.Implementation.";
    private const string Assembly = ", OpenTelemetry.Exporter.OpenTelemetryProtocol";
    private const string Serializer = Namespace + "Serializer.ProtobufOtlpTraceSerializer" + Assembly;
    private const string Limits = Namespace + "SdkLimitOptions" + Assembly;

    // The size that the exporter uses.
    private const int MaxRequestSize = 64 * 1024 * 1024;

    private readonly object _limits = CreateLimits();
    private readonly Resource _resource = ResourceBuilder.CreateEmpty().AddService("gateway").Build();
    private byte[] _buffer = new byte[4 * 1024 * 1024];

    /// <summary>Serializes all spans as one request, and returns its length.</summary>
    public int Write()
    {
        var batch = new Batch<Activity>(spans, spans.Length);
        return WriteTraceData(null, ref _buffer, 0, _limits, _resource, in batch, MaxRequestSize);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(Limits)]
    private static extern object CreateLimits();

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern int WriteTraceData(
        [UnsafeAccessorType(Serializer)] object? serializer,
        ref byte[] buffer,
        int position,
        [UnsafeAccessorType(Limits)] object limits,
        Resource? resource,
        in Batch<Activity> batch,
        int maxRequestSize);
}
