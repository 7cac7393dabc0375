using BenchmarkDotNet.Attributes;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Reads a recorded body of every API in four ways.</summary>
[MemoryDiagnoser]
public class ApiReaderBenchmarks
{
    private ApiReaders _readers = null!;

    public static IEnumerable<ApiBody> Bodies => ApiBody.All;

    [ParamsSource(nameof(Bodies))]
    public ApiBody Body { get; set; } = null!;

    [GlobalSetup]
    public void SetUp() => _readers = new(Body);

    [Benchmark]
    public int Generated() => _readers.Generated();

    [Benchmark(Baseline = true)]
    public int Document() => _readers.Document();

    [Benchmark]
    public int Node() => _readers.Node();

    [Benchmark]
    public int SourceGenerated() => _readers.SourceGenerated();
}
