namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>The loop of a role: a line is a command, a line is its answer. It ends with its input.</summary>
internal static class RoleLoop
{
    /// <summary>Runs until the input ends.</summary>
    /// <param name="answer">The answer to a command.</param>
    public static int Run(Func<string, string> answer)
    {
        while (Console.ReadLine() is { } command)
        {
            Write(answer(command));
        }

        return 0;
    }

    /// <summary>Writes an answer.</summary>
    public static void Write(string answer) => Console.Out.Write($"{GatewayProbe.Mark}{answer}\n");
}
