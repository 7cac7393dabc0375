using BenchmarkDotNet.Attributes;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Reads a request's metadata in four ways.</summary>
[MemoryDiagnoser]
public class MetadataBenchmarks
{
    private readonly MetadataReaders _readers = new();

    [Benchmark]
    public int Generated() => _readers.Generated();

    [Benchmark(Baseline = true)]
    public int Document() => _readers.Document();

    [Benchmark]
    public int Node() => _readers.Node();

    [Benchmark]
    public int SourceGenerated() => _readers.SourceGenerated();
}
