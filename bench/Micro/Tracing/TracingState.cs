using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>Sets up the current thread for calls of traced methods, until it is disposed on the same thread.</summary>
internal sealed class TracingState : IDisposable
{
    private static readonly ActivitySource Gateway = new("TracedLlm.Bench.Gateway");

    private readonly Activity? _before = Activity.Current;
    private readonly TracerProvider? _provider;
    private readonly TracedRequest? _request;
    private readonly LlmTraceScope _scope;
    private readonly Activity? _parent;

    private TracingState(Listening listening, Place place)
    {
        _provider = Provider(listening);
        if (place == Place.InRequest)
        {
            _request = TracedRequest.Start();
            _scope = _request.Trace.Use();
        }
        else
        {
            _parent = Gateway.StartActivity("gateway");
        }
    }

    public static TracingState Enter(Listening listening, Place place) => new(listening, place);

    public void Dispose()
    {
        _scope.Dispose();
        _parent?.Dispose();
        Activity.Current = _before;
        _request?.Dispose();
        _provider?.Dispose();
    }

    private static TracerProvider? Provider(Listening listening) => listening == Listening.NoListener
        ? null
        : Sdk.CreateTracerProviderBuilder()
            .AddSource(TracedLlmTelemetry.SourceName, Gateway.Name, Methods.HandWritten.Source.Name)
            .SetSampler(listening == Listening.Sampled ? new AlwaysOnSampler() : new AlwaysOffSampler())
            .AddProcessor(new IgnoringProcessor())
            .Build();
}
