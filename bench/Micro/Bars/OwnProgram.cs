using System.Diagnostics;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Starts this program again.</summary>
internal static class OwnProgram
{
    public static ProcessStartInfo Start(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OwnProgram).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
