internal static class UnusedParameter
{
    public static int Two() => Twice(1, "not read");

    private static int Twice(int number, string unread) => 2 * number;
}
