namespace BillingWorkers.Usage;

public readonly record struct UsageRecord(string Team, string User, string Model, long Input, long Output, DateTimeOffset At)
{
    public long Total => Input + Output;
}
