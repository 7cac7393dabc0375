namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>The numbers of a test in place of random ones, from 0 to less than 1; 0 if there are no more.</summary>
internal sealed class ScriptedRandom : Random
{
    private readonly Queue<double> _numbers = [];

    public void Enqueue(params double[] numbers)
    {
        foreach (var number in numbers)
        {
            _numbers.Enqueue(number);
        }
    }

    public void Clear() => _numbers.Clear();

    public override double NextDouble() => _numbers.TryDequeue(out var number) ? number : 0;

    public override int Next(int maxValue) => (int)(NextDouble() * maxValue);
}
