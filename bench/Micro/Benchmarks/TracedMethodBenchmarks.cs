using BenchmarkDotNet.Attributes;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Benchmarks;

/// <summary>The states in which a traced method is measured.</summary>
[MemoryDiagnoser]
public abstract class TracedMethodBenchmarks
{
    private TracingState? _state;

    [ParamsAllValues]
    public Listening Listening { get; set; }

    [ParamsAllValues]
    public Place Place { get; set; }

    [GlobalSetup]
    public void Enter() => _state = TracingState.Enter(Listening, Place);

    [GlobalCleanup]
    public void Leave() => _state?.Dispose();
}
