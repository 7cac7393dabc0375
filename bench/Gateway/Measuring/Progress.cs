namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Lines that tell how far a run is, apart from its results.</summary>
internal static class Progress
{
    public static void Write(string line) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {line}");
}
