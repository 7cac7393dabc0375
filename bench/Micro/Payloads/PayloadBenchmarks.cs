using BenchmarkDotNet.Attributes;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Reads the fields of a chat request in four ways.</summary>
[MemoryDiagnoser]
public class PayloadBenchmarks
{
    private ChatReaders _readers = null!;

    [Params(1_000, 100_000, 2_000_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void SetUp() => _readers = new(Length);

    [Benchmark]
    public int Generated() => _readers.Generated();

    [Benchmark]
    public int GeneratedKeepingNothing() => _readers.GeneratedKeepingNothing();

    [Benchmark]
    public int CopyingSegments() => _readers.Copying();

    [Benchmark(Baseline = true)]
    public int Document() => _readers.Document();

    [Benchmark]
    public int Node() => _readers.Node();

    [Benchmark]
    public int SourceGenerated() => _readers.SourceGenerated();
}
